/** The modules of app/, lowest first: a module imports only from those before it. */
export const MODULES = [
  'core',
  'events',
  'accounts',
  'jobs',
  'files',
  'catalog',
  'stock',
  'orders',
  'insights',
]

const PARENT_FOLDER = {
  regex: String.raw`^\.\.(/|$)`,
  message: 'Import by alias (#stock/actions/…), never by "../".',
}

const START = {
  regex: '^#(start/(?!env$|kernel$)|providers/|tests/|commands/)',
  message:
    'A module imports nothing of start/, providers/ or tests/ but #start/env and #start/kernel.',
}

function upward(module) {
  const above = MODULES.slice(MODULES.indexOf(module) + 1)
  return {
    regex: `^#(${above.join('|')})(/|$)`,
    message: `"${module}" comes before this module in ${MODULES.join(' < ')}: pass an id, or react to an event.`,
  }
}

function privateParts(module) {
  const others = MODULES.filter((name) => name !== module)
  return {
    regex: `^#(${others.join('|')})/(controllers|validators|middleware|routes)(/|$)`,
    message: 'Controllers, validators, middleware and routes are private to their module.',
  }
}

function unless(condition, value) {
  return condition ? [] : [value]
}

function patternsFor(module) {
  return [
    PARENT_FOLDER,
    START,
    ...unless(module === MODULES.at(-1), upward(module)),
    privateParts(module),
  ]
}

/** The same patterns for `import()` and for `import('…').Type`, which no-restricted-imports cannot see. */
function selectorsFor(patterns) {
  return patterns.flatMap(({ regex, message }) => {
    const matching = `/${regex.replaceAll('/', String.raw`\u002F`)}/`
    return [
      { selector: `ImportExpression[source.value=${matching}]`, message },
      { selector: `TSImportType[source.value=${matching}]`, message },
    ]
  })
}

const COMPUTED_IMPORT = {
  selector: 'ImportExpression[source.type!="Literal"]',
  message: 'Write the imported module out, so that its direction can be checked.',
}

function rulesFor(patterns, extraSelectors = []) {
  return {
    'no-restricted-imports': ['error', { patterns }],
    'no-restricted-syntax': ['error', ...selectorsFor(patterns), ...extraSelectors],
  }
}

/** ESLint blocks that keep every module to the order above and out of the others' private parts. */
export const boundaries = [
  {
    name: 'Imports by alias',
    files: ['**/*.ts'],
    rules: rulesFor([PARENT_FOLDER]),
  },
  ...MODULES.map((module) => ({
    name: `Boundaries of ${module}`,
    files: [`app/${module}/**/*.ts`],
    rules: rulesFor(patternsFor(module), [COMPUTED_IMPORT]),
  })),
]
