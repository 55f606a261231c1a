import { defineRule, fail } from '../../src/check/rule';

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
    return fail([
      ...stated.map(({ name, place }) => ({ message: `${name} is in the image`, ...(place ? { place } : {}) })),
      ...args.map(({ text, place }) => ({
        message: `ARG ${text.split('=')[0]} is in the history of the image`,
        ...(place ? { place } : {}),
      })),
    ]);
  },
});

const SECRET = /(?:^|_)(?:PW|PASS|PASSWD|PASSWORD|SECRET|TOKEN|APIKEY|API_KEY|PRIVATE_KEY|ACCESS_KEY|SECRET_KEY)$/i;
