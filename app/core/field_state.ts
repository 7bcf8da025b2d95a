const PASSED_ON = [
  'type',
  'name',
  'placeholder',
  'autocomplete',
  'autofocus',
  'inputmode',
  'maxlength',
  'min',
  'max',
  'step',
  'readonly',
  'disabled',
  'list',
  'required',
  'multiple',
  'form',
]

type Props = Record<string, unknown>

/** What the field components draw from their props, the refused form's messages and what was typed in it. */
export function fieldState(
  props: Props,
  errorOf: (name: string) => string[],
  oldOf: (name: string, fallback: unknown) => unknown
) {
  const name = String(props.name ?? '')
  const id = String(props.id ?? `field-${name.replaceAll(/[^\w-]/g, '-')}`)
  const problems = props.error ? [props.error].flat().map(String) : errorOf(name)
  const value = props.isSecret ? '' : (oldOf(name, props.value) ?? '')
  return {
    id,
    problems,
    value,
    attributes: { ...inputAttributes(props, id, problems), value },
    isChosen: (option: unknown) => [value].flat().map(String).includes(String(option)),
    isChecked: isChecked(props, oldOf),
    pickerText: pickerText(props, value),
  }
}

function inputAttributes(props: Props, id: string, problems: string[]): Props {
  const described = [problems.length > 0 && `${id}-error`, props.help && `${id}-help`].filter(
    Boolean
  )
  return {
    id,
    ...Object.fromEntries(PASSED_ON.filter((key) => props[key]).map((key) => [key, props[key]])),
    ...(problems.length > 0 ? { 'aria-invalid': 'true' } : {}),
    ...(described.length > 0 ? { 'aria-describedby': described.join(' ') } : {}),
    ...(props.attributes as Props | undefined),
  }
}

function isChecked(props: Props, oldOf: (name: string, fallback: unknown) => unknown): boolean {
  const old = oldOf(String(props.name), undefined)
  if (old === undefined) return Boolean(props.checked)
  return [old].flat().includes(String(props.value ?? '1'))
}

/** The text belongs to the given value; after a refused form that typed another one, only that is known. */
function pickerText(props: Props, value: unknown): unknown {
  return String(value) === String(props.value ?? '') && props.text ? props.text : value
}
