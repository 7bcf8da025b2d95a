/** JSON with a blank after each comma and colon, as Python's own writer puts them. */
export function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const pairs = Object.entries(value).map(
    ([key, one]) => `${JSON.stringify(key)}: ${pythonJson(one)}`
  )
  return `{${pairs.join(', ')}}`
}
