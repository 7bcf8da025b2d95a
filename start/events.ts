import { registerProjection } from '#events/projection'
import { stockFigures } from '#insights/projections/stock_figures'

// The list of the read models that follow the events.
registerProjection(stockFigures)
