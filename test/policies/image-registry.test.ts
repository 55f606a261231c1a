import { imageRegistry } from '../../policies/images/image-registry';
import { object, pod, podWith, subject } from './objects';
import { ruleTable } from './rule-table';

const registries = ['images.example.org', 'docker.io', 'localhost:5000'];
const image = (text: string) => subject(podWith({ image: text }), { registries });
const at = 'spec.containers[0].image';
const not = 'and the site allows images.example.org, docker.io, localhost:5000';

ruleTable(imageRegistry, {
  valid: {
    'a registry of the site': image('images.example.org/platform/skaha:1'),
    'no host is docker.io': image('redis:8'),
    'docker.io under its old name': image('index.docker.io/library/redis:8'),
    'a port': image('localhost:5000/skaha:1'),
  },
  invalid: {
    'another registry': [image('quay.io/a/b:1'), `${at}: container "app" takes its image from quay.io, ${not}`],
    'a look-alike behind the name': [
      image('images.example.org.evil.net/a:1'),
      `${at}: container "app" takes its image from images.example.org.evil.net, ${not}`,
    ],
    'a look-alike before the name': [
      image('evil-images.example.org/a:1'),
      `${at}: container "app" takes its image from evil-images.example.org, ${not}`,
    ],
    'another port is another registry': [
      image('images.example.org:8443/a:1'),
      `${at}: container "app" takes its image from images.example.org:8443, ${not}`,
    ],
    'a user before the host': [
      image('images.example.org@evil.net/a:1'),
      `${at}: container "app" names no image that could be pulled`,
    ],
    'nothing allowed': [
      subject(pod(), { registries: [] }),
      `${at}: container "app" takes its image from images.example.org, and the site allows no registry`,
    ],
  },
  notApplicable: { 'an object without pods': subject(object('v1', 'Service')) },
  undecided: { 'nobody says what is allowed': [subject(pod()), 'the allowed registries are not known'] },
});
