// Package search finds words in texts as people write them: upper case, accents and
// apostrophes are forgiven, and so are the endings of Italian words. It knows nothing of
// plans: who has items with texts makes a Segment of each group of them, which is immutable
// and can be kept for as long as the texts stay as they are, and asks each for a Query.
//
// What counts as found, the same for texts and for queries:
//
//   - A word is a run of letters and digits, folded (plan.FoldSearch). An apostrophe ends one:
//     "dell'ufficio" is "dell" and "ufficio".
//   - Words with a digit that hyphens, dots, slashes or underscores join are a code, "OB-01.3":
//     found as it is written, as a beginning of one, and by its parts where no text has it.
//     Without a digit they are found in one piece as well: "e-mail" and "email".
//   - A word finds those of the same stem (the Italian Snowball stemmer), and the last one,
//     which may still be being typed, also those that begin with it.
//   - All words must be in an item, in any of its texts. Little words ("di", "dell", "e") are
//     left out of a query that has others.
//
// What stands higher: every word scores by where it stands (a code over a title over a text)
// and how (as it is written over the same stem over a beginning); see points.
package search
