import { defineRule, fail, pass, unknown } from '../../src/check/rule';
import { parseImageReference } from '../../src/check/view/image-reference';
import { requestOf } from '../../src/check/view/session-request';

export const registryHostAllowed = defineRule({
  id: 'registry-host-allowed',
  topic: 'requests',
  on: 'request',
  severity: 'error',
  why: 'Sessions start images from these registries only.',
  fix: 'Push the image to a registry of the platform.',
  source: 'container-rules.md §1f (registryHosts), §2 C27',
  check: ({ request, contract }) => {
    const field = requestOf(request).get('image');
    const text = field.text();
    const image = text === undefined ? undefined : parseImageReference(text);
    if (text === undefined || image === undefined) return unknown('no image can be read');
    // Hosts are compared whole: a look-alike is longer or shorter.
    if (contract.registries.includes(image.host)) return pass;
    return fail([
      {
        message: `${text} comes from ${image.host}, and the platform allows ${contract.registries.join(', ')}`,
        place: { path: field.path },
      },
    ]);
  },
});
