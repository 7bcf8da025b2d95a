/* The page of a company: its picture. */
import '../picture.js'
