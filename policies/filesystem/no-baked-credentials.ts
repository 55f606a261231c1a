import { type Container, sure } from '../../src/check/facts';
import { defineRule, type Fault, fail } from '../../src/check/rule';

export const noBakedCredentials = defineRule({
  id: 'no-baked-credentials',
  topic: 'filesystem',
  on: 'container',
  severity: 'warning',
  why: 'Everybody who can pull the image can read what is in it.',
  fix: 'Set it when the container runs; a build takes secrets from RUN --mount=type=secret.',
  source: '000_b288e323437a5df4.txt (VNC_PW); container-rules.md §1c',
  check: ({ container }) => {
    const stated = [...container.variables, ...container.labels].filter(
      ({ name, value }) => SECRET.test(name) && (!value.known || /\S/.test(value.value)),
    );
    const args = container.history.filter(
      ({ instruction, text }) => instruction === 'ARG' && SECRET.test(text.split('=')[0] ?? '') && /=\s*\S/.test(text),
    );
    const faults: Fault[] = [
      ...stated.map(({ name, place }) => ({ message: `${name} is in the image`, ...(place ? { place } : {}) })),
      ...args.map(({ text, place }) => ({
        message: `ARG ${text.split('=')[0]} is in the history of the image`,
        ...(place ? { place } : {}),
      })),
      ...copied(container),
    ];
    const homes = ['/root', '/home'].map((path) => container.below(path));
    const files = homes.flatMap((fact) => (fact.known ? fact.value : []));
    for (const { path, kind, place } of files) {
      const said = faults.some((fault) => fault.place?.line !== undefined && fault.place.line === place?.line);
      if (kind === 'file' && isCredential(path) && !said)
        faults.push({ message: `${path} is in the image`, ...(place ? { place } : {}) });
    }
    // A recipe shows what it adds; an image shows all.
    if (faults.length === 0 && container.recipe === undefined) for (const home of homes) sure(home);
    return fail(faults);
  },
});

/** What is copied stays in its layer, also when a later one removes it. */
const copied = ({ history }: Container): readonly Fault[] =>
  history
    .filter(({ instruction }) => instruction === 'COPY' || instruction === 'ADD')
    .flatMap(({ text, place }) => {
      const found = text.split(/[\s",[\]]+/).find((word) => isCredential(word));
      return found === undefined ? [] : [{ message: `${found} is copied into a layer`, ...(place ? { place } : {}) }];
    });

const isCredential = (path: string): boolean =>
  path.length <= 4096 &&
  /(?:^|\/)(?:\.docker\/config\.json|\.netrc|\.git-credentials|\.pypirc|\.aws\/credentials|id_(?:rsa|dsa|ecdsa|ed25519)|cadcproxy\.pem)$/.test(
    path,
  );

const SECRET = /(?:^|_)(?:PW|PASS|PASSWD|PASSWORD|SECRET|TOKEN|APIKEY|API_KEY|PRIVATE_KEY|ACCESS_KEY|SECRET_KEY)$/i;
