import { rules } from '../policies/index';
import { inputRule } from '../src/check/invalid-input';
import type { RuleFacts } from '../src/check/rule';
import { waiverRules } from '../src/check/waiver';

const HEAD = `<!-- Generated from the rules by \`npm run generate\`. -->
# Rules

What \`astroplatform check\` and the Pulumi policy pack judge. A site changes a severity under \`checks.severities\` and
accepts a finding until a date under \`checks.waivers\`.
`;

const SUBJECTS: Readonly<Record<string, string>> = {
  manifest: 'each object',
  platform: 'all objects of a site',
  site: 'the site',
  container: 'recipes and images',
  request: 'session requests',
  artifact: 'images in a registry',
};

/** What the rules judge that nobody asks: they report what stands in the way of the others. */
const JUDGED: Readonly<Record<string, string>> = { [inputRule.id]: 'whatever is read' };

/** The page that lists every rule, by topic. */
export function ruleReference(): string {
  const all: (RuleFacts & { readonly on?: string })[] = [...rules, ...Object.values(waiverRules), inputRule];
  const topics = [...new Set(all.map(({ topic }) => topic))].toSorted();
  return [
    HEAD,
    ...topics.map((topic) =>
      section(
        topic,
        all.filter((rule) => rule.topic === topic),
      ),
    ),
  ].join('\n');
}

function section(topic: string, members: readonly (RuleFacts & { readonly on?: string })[]): string {
  const rows = members
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, on, severity, why, fix, source }) =>
      row([
        `\`${id}\``,
        on === undefined ? (JUDGED[id] ?? 'waivers') : (SUBJECTS[on] ?? on),
        levels(severity),
        why,
        fix,
        source,
      ]),
    );
  return `## ${topic}\n\n${row(['rule', 'judges', 'severity', 'why', 'what to do', 'source'])}\n${row(Array(6).fill('---'))}\n${rows.join('\n')}\n`;
}

/** One level, or one for each profile. */
const levels = (severity: RuleFacts['severity']): string =>
  typeof severity === 'string'
    ? severity
    : Object.entries(severity)
        .map(([profile, level]) => `${profile}: ${level}`)
        .join(', ');

const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
