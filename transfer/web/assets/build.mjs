// Compiles styles and copies scripts and fonts into transfer/static/. Run by `make setup` from the lock file's libraries.
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as sass from 'sass'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '..', '..', '..')
const libraries = join(root, 'node_modules')
const made = join(root, 'transfer', 'static')

rmSync(made, { recursive: true, force: true })
mkdirSync(join(made, 'fonts'), { recursive: true })

for (const name of readdirSync(join(here, 'sass')).filter((name) => !name.startsWith('_'))) {
  const { css } = sass.compile(join(here, 'sass', name), {
    loadPaths: [libraries, root],
    style: 'compressed',
    quietDeps: true
  })
  writeFileSync(join(made, name.replace(/scss$/, 'css')), css)
}

cpSync(join(here, 'js'), join(made, 'js'), { recursive: true })
cpSync(join(libraries, 'govuk-frontend/dist/govuk/govuk-frontend.min.js'), join(made, 'js/govuk-frontend.min.js'))
cpSync(join(here, 'images'), join(made, 'images'), { recursive: true })

const fonts = join(libraries, '@fontsource/source-sans-3/files')
for (const file of readdirSync(fonts)) {
  if (/-latin(-ext)?-(400|600|700)-normal\.woff2$/.test(file)) cpSync(join(fonts, file), join(made, 'fonts', file))
}
cpSync(join(libraries, '@fontsource/source-sans-3/LICENSE'), join(made, 'fonts', 'LICENSE'))
