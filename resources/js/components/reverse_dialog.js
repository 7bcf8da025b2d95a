/* A link with data-reverse="ID" asks for the reason on the spot; without script it leads to the entry. */
class ReverseDialog {
  text = ''

  opened(event) {
    const link = event.target.closest('[data-reverse]')
    if (!link || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    this.text = link.dataset.reverseText
    this.$refs.form.action = `/transactions/${link.dataset.reverse}/reversals`
    this.$refs.dialog.showModal()
  }

  close() {
    this.$refs.dialog.close()
  }
}

export default (Alpine) => Alpine.data('reverseDialog', () => new ReverseDialog())
