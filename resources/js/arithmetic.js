import { decimalSign, plainDecimal, readTyped } from './decimal.js'

/*
 * "12*6", "=480/24", "2*(1.5+3)": what a clerk reckons in a field, exactly, as fractions of BigInts.
 */
const TOKEN = /\s*(?:([\d.,]+)|([-+*/×÷x()]))/y
const LONGEST = 60

/** True for what is more than a number. */
export function isArithmetic(text) {
  const trimmed = text.trim()
  return /^=/.test(trimmed) || /[\d)]\s*[-+*/×÷x]\s*[\d(.,-]/.test(trimmed)
}

/** What a number field stands for, reckoned or plain; null for what is no such number. */
export function readField(text, decimals) {
  return isArithmetic(text) ? reckon(text, decimals) : readTyped(text, decimals)
}

/**
 * The scaled integer of 10^-decimals that the text comes to; null for what cannot be reckoned or has no
 * exact value with so many decimals.
 */
export function reckon(text, decimals, sign = decimalSign) {
  const tokens = tokensOf(text.trim().replace(/^=/, ''), sign)
  if (!tokens) return null
  const reader = { tokens, at: 0 }
  const value = sum(reader)
  if (!value || reader.at < tokens.length || value.bottom === 0n) return null
  const scaled = value.top * 10n ** BigInt(decimals)
  return scaled % value.bottom === 0n ? scaled / value.bottom : null
}

function tokensOf(text, sign) {
  if (text.length > LONGEST) return null
  const tokens = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const token = nextToken(text, sign)
    if (token === null) return null
    tokens.push(token)
  }
  return tokens.length === 0 ? null : tokens
}

/** A mark, a number as a fraction, or null for what is neither. */
function nextToken(text, sign) {
  const [, digits, mark] = TOKEN.exec(text) ?? []
  if (digits !== undefined) return fractionOf(digits, sign)
  return mark ?? null
}

function fractionOf(digits, sign) {
  const plain = plainDecimal(digits, sign)
  const [, whole, fraction = ''] = /^(\d*)(?:\.(\d*))?$/.exec(plain ?? 'x') ?? []
  if (whole === undefined || whole + fraction === '') return null
  return { top: BigInt(whole + fraction), bottom: 10n ** BigInt(fraction.length) }
}

function sum(reader) {
  let value = product(reader)
  while (value && (next(reader) === '+' || next(reader) === '-')) {
    const mark = reader.tokens[reader.at++]
    const other = product(reader)
    if (!other) return null
    const added = mark === '-' ? -other.top : other.top
    value = {
      top: value.top * other.bottom + added * value.bottom,
      bottom: value.bottom * other.bottom,
    }
  }
  return value
}

function product(reader) {
  let value = factor(reader)
  while (value && '*/×÷x'.includes(markAt(reader))) {
    const isDivision = '/÷'.includes(reader.tokens[reader.at++])
    const other = factor(reader)
    if (!other || (isDivision && other.top === 0n)) return null
    value = isDivision
      ? upright({ top: value.top * other.bottom, bottom: value.bottom * other.top })
      : { top: value.top * other.top, bottom: value.bottom * other.bottom }
  }
  return value
}

function factor(reader) {
  const token = reader.tokens[reader.at++]
  if (token === '-' || token === '+') {
    const value = factor(reader)
    return value && token === '-' ? { ...value, top: -value.top } : value
  }
  if (token !== '(') return typeof token === 'object' ? token : null
  const value = sum(reader)
  return reader.tokens[reader.at++] === ')' ? value : null
}

function upright({ top, bottom }) {
  return bottom < 0n ? { top: -top, bottom: -bottom } : { top, bottom }
}

function next(reader) {
  return reader.tokens[reader.at]
}

/** A mark that can be looked for in a text; blank for a number or the end. */
function markAt(reader) {
  const token = next(reader)
  return typeof token === 'string' ? token : ' '
}
