import { sure } from '../../src/check/facts';
import { defineRule, fail, notApplicable, pass } from '../../src/check/rule';

export const recipeAndDocs = defineRule({
  id: 'recipe-and-docs',
  topic: 'recipe',
  on: 'container',
  severity: 'info',
  why: 'Whoever finds an image wants to know what it is for, how it is used, what is in it, and whom to ask.',
  fix: 'Write a README.md beside the recipe, with usage, dependencies and a contact.',
  source:
    '000_b288e323437a5df4.txt "Create clear documentation including"; 002_94f43e463315a6da.txt; container-rules.md §1f',
  check: ({ container: { recipe } }) => {
    if (recipe === undefined) return notApplicable;
    const text = sure(recipe.readme);
    if (text === undefined) return fail([{ message: 'there is no README beside the recipe' }]);
    const missing = Object.entries(PARTS).flatMap(([name, pattern]) => (pattern.test(text) ? [] : [name]));
    return missing.length === 0 ? pass : fail([{ message: `the README says nothing of ${missing.join(', ')}` }]);
  },
});

const PARTS: Readonly<Record<string, RegExp>> = {
  usage: /\b(?:usage|use|used|using|how to|example|run|start|launch)/i,
  dependencies: /\b(?:depend|require|package|software|contain|based on|includ)/i,
  contact: /\b(?:contact|maintain|author|support|issue)|\S+@\S+/i,
};
