export const EXPORT_JOB = 'hdfs_export'
export const ANALYSIS_JOB = 'sales_analysis'
export const RECONCILIATION_JOB = 'sales_reconciliation'
