/** What is counted where: with the item picked the place is next, and then its button. */
export default (Alpine) =>
  Alpine.data('countChoice', () => ({
    picked({ detail, target }) {
      if (!detail || target.contains(this.place())) return
      const next =
        this.place().value === '' ? this.place() : this.$root.querySelector('[type=submit]')
      next.focus()
    },

    /** The menu of places, or the type-ahead where they are many. */
    place() {
      return this.$root.querySelector('#field-location')
    },
  }))
