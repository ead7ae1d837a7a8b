// A field that only some choices of "method" read is shown with those choices. One that holds words always is.
export const showNeededFields = (form) => {
  const parts = [...form.querySelectorAll('[data-app-needed-by]')]
  const show = () => {
    const method = form.elements.method.value
    for (const part of parts) {
      const typed = part.querySelector('textarea')?.value.trim() || part.querySelector('.govuk-error-message')
      part.hidden = !typed && !part.dataset.appNeededBy.split('|').includes(method)
    }
  }
  form.addEventListener('change', show)
  show()
}
