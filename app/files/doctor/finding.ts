/** What was looked at, what was found, and what to do where that is not right. */
export interface StoreFinding {
  subject: string
  found: string
  state: 'right' | 'wrong' | 'advice'
  remedy?: string
}

export function right(subject: string, found: string): StoreFinding {
  return { subject, found, state: 'right' }
}

export function wrong(subject: string, found: string, remedy?: string): StoreFinding {
  return { subject, found, state: 'wrong', remedy }
}

export function advice(subject: string, found: string, remedy?: string): StoreFinding {
  return { subject, found, state: 'advice', remedy }
}
