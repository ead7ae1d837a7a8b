// Everything works without this file; it only saves steps.
import { initAll } from './govuk-frontend.min.js'
import { takeDroppedFiles } from './dropped-files.js'
import { showNeededFields } from './needed-fields.js'

initAll()

for (const form of document.querySelectorAll('form:has([data-app-needed-by])')) showNeededFields(form)

for (const place of document.querySelectorAll('[data-app-drop]')) takeDroppedFiles(place)

// A chosen filter is applied at once; the button stays for everybody else.
for (const form of document.querySelectorAll('form[data-app-filters]')) {
  form.addEventListener('change', (event) => {
    if (event.target instanceof HTMLSelectElement) form.requestSubmit()
  })
}

// Empty filters do not clutter the address, so that it can be sent.
for (const form of document.querySelectorAll('form[data-app-filters]')) {
  form.addEventListener('submit', () => {
    for (const control of form.elements) if (control.name && !control.value) control.disabled = true
  })
}

// Bulk choice: how many are chosen, and one box for all of them.
for (const form of document.querySelectorAll('form[data-app-bulk]')) {
  const boxes = [...form.querySelectorAll('input[type=checkbox][data-app-choose]')]
  const all = form.querySelector('input[type=checkbox][data-app-choose-all]')
  const count = form.querySelector('[data-app-chosen]')
  const tell = () => {
    const chosen = boxes.filter((box) => box.checked).length
    if (count) count.textContent = `${chosen} chosen`
    if (all) {
      all.checked = chosen > 0 && chosen === boxes.length
      all.indeterminate = chosen > 0 && chosen < boxes.length
    }
  }
  all?.addEventListener('change', () => {
    for (const box of boxes) box.checked = all.checked
    tell()
  })
  for (const box of boxes) box.addEventListener('change', tell)
  tell()
}

// Long work: asks for this page again until the work is done, and shows the new state in place.
const watch = async (place) => {
  const answer = await fetch(window.location.href)
  if (!answer.ok) return
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const next = page.querySelector('[data-app-job]')
  if (!next) return window.location.reload()
  place.replaceWith(next)
  window.setTimeout(watch, 1000, next)
}

const working = document.querySelector('[data-app-job]')
if (working) window.setTimeout(watch, 1000, working)

for (const button of document.querySelectorAll('[data-app-print]')) {
  button.hidden = false
  button.addEventListener('click', () => window.print())
}
