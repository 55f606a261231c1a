/** Everything that follows from a site by arithmetic or naming. */
export interface Plan {
  readonly name: string;
}
