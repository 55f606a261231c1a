import { imageTag } from '../../policies/images/image-tag';
import { container, object, pod, podWith, subject } from './objects';
import { ruleTable } from './rule-table';

const digest = `sha256:${'a'.repeat(64)}`;
const image = (text: unknown) => subject(podWith({ image: text }));
const at = 'spec.containers[0].image';

ruleTable(imageTag, {
  valid: {
    'a version': image('images.example.org/skaha:1.4.0'),
    'a digest': image(`images.example.org/skaha@${digest}`),
    'a digest beside a tag that moves': image(`images.example.org/skaha:latest@${digest}`),
    'a port and a version': image('images.example.org:5000/skaha:1'),
  },
  invalid: {
    latest: [image('images.example.org/skaha:latest'), `${at}: container "app" runs images.example.org/skaha:latest`],
    'no tag': [
      image('images.example.org/skaha'),
      `${at}: container "app" runs images.example.org/skaha, which names no version`,
    ],
    'a port is not a tag': [
      image('images.example.org:5000/skaha'),
      `${at}: container "app" runs images.example.org:5000/skaha, which names no version`,
    ],
    'no image': [image(undefined), `${at}: container "app" names no image`],
    'not a reference': [
      image('${image}:1'),
      `${at}: container "app" names "\${image}:1", which is not an image reference`,
    ],
    'init, ephemeral and volume images': [
      subject(
        pod({
          initContainers: [container({ name: 'i', image: 'a/b' })],
          ephemeralContainers: [{ name: 'e', image: 'a/b:latest' }],
          volumes: [{ name: 'v', image: { reference: 'a/b' } }],
        }),
      ),
      'spec.initContainers[0].image: init container "i" runs a/b, which names no version',
      'spec.ephemeralContainers[0].image: ephemeral container "e" runs a/b:latest',
      'spec.volumes[0].image.reference: volume "v" runs a/b, which names no version',
    ],
  },
  notApplicable: { 'an object without pods': subject(object('v1', 'Service')) },
  undecided: { 'a number for an image': [image(3), `${at} is not a text`] },
});
