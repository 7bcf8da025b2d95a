/** The folder that holds package.json; every relative import of the framework starts here. */
export const APP_ROOT = new URL('../', import.meta.url)

export function importer(filePath: string) {
  const isRelative = filePath.startsWith('./') || filePath.startsWith('../')
  return import(isRelative ? new URL(filePath, APP_ROOT).href : filePath)
}
