import { t } from '#core/i18n'
import type { FilterChip } from '#core/table/shown_table'
import {
  ANALYSIS_ORDERINGS,
  DEFAULT_ORDERING,
  type AnalysisList,
} from '#insights/queries/list_analysis'

const LONGEST_SEARCH = 200

/** Reads which items the analysis lists; what cannot be used is as if it was not there. */
export function readAnalysisList(query: Record<string, unknown>): AnalysisList {
  const ordering = typeof query.ordering === 'string' ? query.ordering : ''
  return {
    search: typeof query.search === 'string' ? query.search.trim().slice(0, LONGEST_SEARCH) : '',
    ordering: ANALYSIS_ORDERINGS.includes(ordering.replace(/^-/, '')) ? ordering : DEFAULT_ORDERING,
  }
}

/** The address's query part that shows this list again; nothing that is the default is in it. */
export function analysisListQuery({ search, ordering }: AnalysisList): string {
  const parameters = new URLSearchParams()
  if (search) parameters.set('search', search)
  if (ordering !== DEFAULT_ORDERING) parameters.set('ordering', ordering)
  return parameters.toString()
}

export function analysisChips({ search }: AnalysisList): FilterChip[] {
  return search ? [{ text: t('Search: {text}', { text: search }), parameters: ['search'] }] : []
}
