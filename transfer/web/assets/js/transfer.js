// Everything works without this file; it only saves steps.
import { initAll } from './govuk-frontend.min.js'

initAll()

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

// Long work: asks for its state until it is done, then shows the page anew. The answer is the job as JSON.
for (const place of document.querySelectorAll('[data-app-job]')) {
  const bar = place.querySelector('progress')
  const words = place.querySelector('[data-app-job-words]')
  const ask = async () => {
    const answer = await fetch(place.dataset.appJob, { headers: { Accept: 'application/json' } })
    if (!answer.ok) return
    const job = await answer.json()
    if (bar && job.steps) {
      bar.max = job.steps
      bar.value = job.done
    }
    if (words) words.textContent = job.words ?? ''
    if (job.finished) window.location.reload()
    else window.setTimeout(ask, 1000)
  }
  window.setTimeout(ask, 1000)
}

for (const button of document.querySelectorAll('[data-app-print]')) {
  button.hidden = false
  button.addEventListener('click', () => window.print())
}
