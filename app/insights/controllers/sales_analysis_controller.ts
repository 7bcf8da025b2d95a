import type { HttpContext } from '@adonisjs/core/http'
import { can } from '#core/access'
import { NotFound } from '#core/exceptions'
import { say } from '#core/http/forms'
import { t } from '#core/i18n'
import { readFromReplica } from '#core/replicas'
import { openTable } from '#core/table/open_table'
import { viewHelpers } from '#core/view_helpers'
import { readRun } from '#jobs/queries/read_runs'
import { isOnHadoop } from '#insights/analysis/hadoop'
import { readAnalysis, type Analysis } from '#insights/analysis/read_analysis'
import { findAnalysisRun, findFailedRun, runAnalysis } from '#insights/analysis/run_analysis'
import { percent } from '#insights/cards/change_text'
import { drawItems, itemLink } from '#insights/charts/analysis_chart'
import {
  analysisChips,
  analysisListQuery,
  readAnalysisList,
} from '#insights/controllers/analysis_table'
import {
  DEFAULT_ORDERING,
  listAnalysis,
  sumAnalysis,
  type AnalysisList,
  type AnalysisRow,
} from '#insights/queries/list_analysis'
import { SALES_ANALYSIS_TABLE } from '#insights/tables'
import {
  consoleLink,
  faultView,
  originTexts,
  progressView,
} from '#insights/transformers/analysis_view'

const { cents } = viewHelpers
const CHARTED_ITEMS = 10
const BEST_SELLERS: AnalysisList = { search: '', ordering: DEFAULT_ORDERING }
/** Somebody waits for the page: a replica that is further behind is not waited for. */
const REPLICA_WITHIN_MS = 300

/** The sales of all time by item, by Hadoop or by SQL: the same figures. */
export default class SalesAnalysisController {
  async index(ctx: HttpContext) {
    const table = await openTable(ctx, SALES_ANALYSIS_TABLE)
    const list = readAnalysisList(table.query)
    const analysis = await readAnalysis()
    const bounds = { offset: (table.page - 1) * table.pageSize, limit: table.pageSize + 1 }
    const { all, found, rows, top } = await readFromReplica(
      () => readFigures(analysis, list, bounds),
      { patienceMs: REPLICA_WITHIN_MS }
    )
    ctx.response.header('cache-control', 'no-store')
    return ctx.view.render('pages/insights/sales_analysis', {
      ...(await frameOf(ctx, analysis)),
      figures: {
        items: all.items,
        sales: cents(all.total),
        profit: cents(all.profit),
        margin: percent(all.profit, all.total),
      },
      chart: all.items > 0 ? await drawItems(top, 'full') : null,
      rows: rows.slice(0, table.pageSize).map((row) => toRowView(row, all.total)),
      hasNext: rows.length > table.pageSize,
      total: found.items,
      totals: { sales: cents(found.total), profit: cents(found.profit) },
      list,
      page: table.page,
      table: table.show({
        query: analysisListQuery(list),
        ordering: list.ordering,
        chips: analysisChips(list),
      }),
    })
  }

  /** The part of the page that tells how far a run is; the whole page again when it has ended. */
  async show(ctx: HttpContext) {
    const found = isOnHadoop ? await findAnalysisRun() : null
    ctx.response.header('cache-control', 'no-store')
    if (!ctx.request.header('hx-request')) return ctx.response.redirect('/insights/sales')
    if (!found) ctx.response.header('HX-Refresh', 'true')
    return ctx.view.render('pages/insights/sales_analysis_progress', {
      progress: found && progressView(found, ctx.actor),
    })
  }

  async store(ctx: HttpContext) {
    if (!isOnHadoop) throw new NotFound('Analysis')
    await runAnalysis(ctx.actor)
    say(ctx, t('The analysis begins.'), 'info')
    return ctx.response.redirect('/insights/sales')
  }
}

/** What stands around the figures: where they come from, what is under way, what went wrong. */
async function frameOf(ctx: HttpContext, analysis: Analysis) {
  return {
    isOnHadoop,
    hasResult: !isOnHadoop || analysis.result !== null,
    origin: originTexts(analysis),
    fault: faultView(analysis),
    ...(await linksOf(analysis.result, ctx)),
    ...(await runsOf(ctx)),
  }
}

async function linksOf(result: Analysis['result'], { actor }: HttpContext) {
  // Old runs are cleaned up; the result stays.
  const run = result?.runId ? await readRun(result.runId) : null
  return {
    application: result?.applicationId
      ? { id: result.applicationId, href: result.trackingUrl }
      : null,
    runLink: consoleLink(run?.id ?? null, actor),
  }
}

async function runsOf({ actor }: HttpContext) {
  if (!isOnHadoop) return { progress: null, failed: null, mayRun: false }
  const running = await findAnalysisRun()
  const failed = running ? null : await findFailedRun()
  return {
    progress: running && progressView(running, actor),
    failed: failed && {
      text: (failed.error ?? '').split('\n')[0],
      href: consoleLink(failed.id, actor),
    },
    mayRun: can(actor, 'sales_order', 'change'),
  }
}

/** All that is added up from the sales of all time. */
async function readFigures(
  analysis: Analysis,
  list: AnalysisList,
  bounds: { offset: number; limit: number }
) {
  const all = await sumAnalysis(analysis, '')
  return {
    all,
    found: list.search ? await sumAnalysis(analysis, list.search) : all,
    rows: await listAnalysis(analysis, list, bounds),
    top: await listAnalysis(analysis, BEST_SELLERS, { offset: 0, limit: CHARTED_ITEMS }),
  }
}

function toRowView(row: AnalysisRow, all: bigint) {
  const { position, name, total, profit } = row
  return {
    position,
    name,
    href: itemLink(row),
    sales: cents(total),
    profit: cents(profit),
    isLoss: profit < 0n,
    margin: percent(profit, total),
    share: percent(total, all),
  }
}
