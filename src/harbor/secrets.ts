import { didYouMean } from '../did-you-mean';
import type { Problem } from '../errors';
import { contentSecrets } from '../plan/content-secrets';
import type { PlannedContent } from '../plan/registry-content';
import { projectRobots, robotSecret, sameRobot, systemRobots } from './nouns/robot';
import { scannerSecret } from './nouns/scanner';
import { upstreamSecret } from './nouns/upstream';
import { webhookSecret } from './nouns/webhook';
import type { Observed } from './observe';
import { bearsMarkOf } from './secret-mark';

/** Something that has a secret, and the description in Harbor that says which; undefined when it is not there yet. */
interface Holder {
  readonly secret: string;
  readonly description: string | undefined;
}

function* holders(content: PlannedContent, observed: Observed): Generator<Holder> {
  const prefix = observed.robotPrefix;
  for (const robot of systemRobots(content.robots))
    yield {
      secret: robotSecret(robot),
      description: sameRobot(robot, observed.robots, prefix)?.description,
    };
  for (const [name, { user }] of Object.entries(content.upstreams))
    if (user) yield { secret: upstreamSecret(name), description: described(observed.upstreams, name) };
  for (const [name, { auth }] of Object.entries(content.scanners))
    if (auth) yield { secret: scannerSecret(name), description: described(observed.scanners, name) };
  for (const { name, robots, webhooks } of content.projects) {
    const there = observed.inProjects.get(name);
    for (const robot of projectRobots(name, robots))
      yield { secret: robotSecret(robot), description: sameRobot(robot, there?.robots ?? [], prefix)?.description };
    for (const [hook, { authorized }] of Object.entries(webhooks))
      if (authorized) yield { secret: webhookSecret(name, hook), description: described(there?.webhooks, hook) };
  }
}

const described = (all: readonly { name: string; description: string }[] | undefined, wanted: string) =>
  all?.find(({ name }) => name === wanted)?.description;

/** Names of the secrets that were given and are not those that were set before. */
export async function newSecrets(
  content: PlannedContent,
  observed: Observed,
  secrets: ReadonlyMap<string, string>,
  cost: number,
): Promise<Set<string>> {
  const all = new Set<string>();
  for (const { secret, description } of holders(content, observed)) {
    const text = secrets.get(secret);
    if (text === undefined || description === undefined) continue;
    if (!(await bearsMarkOf(description, text, cost))) all.add(secret);
  }
  return all;
}

/** What is wrong with the secrets that were given. Their texts are never shown. */
export function* secretProblems(content: PlannedContent, secrets: ReadonlyMap<string, string>): Generator<Problem> {
  const known = contentSecrets(content).map(({ name }) => name);
  for (const [name, text] of secrets) {
    if (!known.includes(name))
      yield { path: name, fact: 'nothing in the content has this secret', act: didYouMean(name, known) };
    // What Harbor asks of a robot's secret (goharbor/harbor:src/controller/robot/controller.go), and length enough that
    // nobody guesses it from its hash.
    else if (name.startsWith('robot/') && !/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[\x21-\x7e]{16,128}$/.test(text))
      yield {
        path: name,
        fact: 'is not a secret that Harbor takes for a robot',
        act: 'Give 16 to 128 signs, among them a capital letter, a small letter and a digit',
      };
    else if (!/^[\x20-\x7e]{1,512}$/.test(text))
      yield { path: name, fact: 'is empty, too long, or has signs that no header can carry', act: 'Give another' };
  }
}
