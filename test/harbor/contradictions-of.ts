import { complaints, smallSite } from '../config/small-site';

/** What is wrong with a content, one line per problem. */
export const contradictionsOf = (content: unknown): string[] =>
  complaints({ ...smallSite(), registry: { kind: 'external', hosts: ['images.example.org'], content } });
