/** What outputs carry in a notebook beside what people see, for the report and the checks. */

/** A figure: its title, its words and the data it was drawn from. */
export const FIGURE_DATA = "application/vnd.triplet-lab.figure+json";
/** The same figure, drawn for a phone; a committed notebook leaves it out. */
export const NARROW_FIGURE = "application/vnd.triplet-lab.narrow+svg";
/** A figure that answers the hand: the name of its program and the state it begins with. */
export const LIVE_FIGURE = "application/vnd.triplet-lab.live+json";
/** An exercise: its id, how it is answered, and what its check needs from the run. */
export const EXERCISE = "application/vnd.triplet-lab.exercise+json";
export const ARTICLE_VALUES = "application/vnd.triplet-lab.article-values+json";
export const ARTICLE_CLAIMS = "application/vnd.triplet-lab.article-claims+json";
/** What the numbers of a lesson were computed on. */
export const PROVENANCE = "application/vnd.triplet-lab.provenance+json";
export const PARAMETERS = "application/vnd.triplet-lab.parameters+json";
