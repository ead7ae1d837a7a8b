// Files dropped on a file input's place are as if they had been chosen there.
export const takeDroppedFiles = (place) => {
  const input = place.querySelector('input[type=file]')
  const words = place.querySelector('[data-app-drop-words]')
  const tell = () => {
    if (input.files.length) words.textContent = `Chosen: ${[...input.files].map((file) => file.name).join(', ')}`
  }
  words.hidden = false
  place.classList.add('app-drop')
  for (const name of ['dragenter', 'dragover']) {
    place.addEventListener(name, (event) => {
      event.preventDefault()
      place.classList.add('app-drop--over')
    })
  }
  for (const name of ['dragleave', 'drop']) place.addEventListener(name, () => place.classList.remove('app-drop--over'))
  place.addEventListener('drop', (event) => {
    event.preventDefault()
    input.files = event.dataTransfer.files
    tell()
  })
  input.addEventListener('change', tell)
}
