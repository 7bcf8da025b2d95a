/*
 * The page of an item: its picture, and keys for the items before and after it in the list.
 */
import { t } from '../i18n.js'
import { addKeys } from '../keys.js'
import '../picture.js'

addKeys(t('The item'), [
  { keys: 'j', label: t('Next item of the list'), run: () => follow('next') },
  { keys: 'k', label: t('Previous item of the list'), run: () => follow('prev') },
  { keys: ']', label: t('Next item of the list'), run: () => follow('next') },
  { keys: '[', label: t('Previous item of the list'), run: () => follow('prev') },
])

function follow(direction) {
  const link = document.querySelector(`.neighbours a[rel=${direction}]`)
  if (!link) return false
  link.click()
}
