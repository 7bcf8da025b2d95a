import '#start/webhooks'
import { registerProjection } from '#events/projection'
import { webhookDeliveries } from '#events/webhooks/webhook_projection'
import { stockFigures } from '#insights/projections/stock_figures'

// The list of the read models that follow the events.
registerProjection(stockFigures)
registerProjection(webhookDeliveries)
