/**
 * The only rule for which notes are louder than others: those that contain a word of allergy or intolerance, in the
 * languages of the console and its kitchens. A note that only leaves something out ("no basil") is a usual note.
 */
const words =
  /allerg|anaphyla|epi-?pen|intoleran|unvertr(ä|ae)glich|intolleran|(co)?eliac|c(o|œ)eliac|z(ö|oe)liakie|celiachia/iu;

export const isAllergy = (note: string | null): boolean => note !== null && words.test(note);
