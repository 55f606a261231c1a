import { labelMatchesContent } from '../../policies/registry/label-matches-content';
import { metadataStartupAccess } from '../../policies/registry/metadata-startup-access';
import { provenanceSigned } from '../../policies/registry/provenance-signed';
import { startupStableAcrossTags } from '../../policies/registry/startup-stable-across-tags';
import { build } from '../check/read/dockerfile/build';
import { artifact, testRows, ubuntu } from './container-rows';

const server = build('FROM scratch\nENTRYPOINT ["/serve"]\nEXPOSE 5000');
const moved = build('FROM scratch\nENTRYPOINT ["/serve", "-v"]\nEXPOSE 8080');
const before = { tag: '0.9', container: server };

testRows<'artifact'>([
  [labelMatchesContent, 'no type', artifact({ labels: ['production'], container: server }), 'not-applicable'],
  [
    labelMatchesContent,
    'what it says',
    artifact({ labels: ['headless'], container: build('FROM ubuntu:24.04') }),
    'pass',
  ],
  [
    labelMatchesContent,
    'more than it is',
    artifact({ labels: ['notebook', 'headless'], container: build('FROM ubuntu:24.04') }),
    [
      'labelled notebook, but jupyter is not on PATH (notebook-jupyter-lab)',
      'labelled notebook, but jupyter-lab is not on PATH (notebook-jupyter-lab)',
    ],
  ],
  [labelMatchesContent, 'not read', artifact({ labels: ['notebook'] }), 'unknown'],
  [provenanceSigned, 'nothing read', artifact({}), 'unknown'],
  [
    provenanceSigned,
    'both',
    artifact({ signed: true, container: build('FROM scratch\nLABEL org.opencontainers.image.source=https://x.org/y') }),
    'pass',
  ],
  [
    provenanceSigned,
    'neither',
    artifact({ signed: false, container: server }),
    ['it is not signed', 'no label org.opencontainers.image.source says what it is built from'],
  ],
  [startupStableAcrossTags, 'not started by itself', artifact({ labels: ['notebook'] }), 'not-applicable'],
  [startupStableAcrossTags, 'the first', artifact({ labels: ['contributed'], otherTags: [] }), 'not-applicable'],
  [startupStableAcrossTags, 'the one before is not known', artifact({ labels: ['contributed'] }), 'unknown'],
  [startupStableAcrossTags, 'as before', artifact({ labels: ['contributed'], container: server, before }), 'pass'],
  [
    startupStableAcrossTags,
    'moved',
    artifact({ labels: ['contributed'], container: moved, before }),
    ['ENTRYPOINT is ["/serve","-v"], and was ["/serve"] in 0.9', 'EXPOSE is 8080/tcp, and was 5000/tcp in 0.9'],
  ],
]);

const PORT = 'LABEL ca.nrc.cadc.skaha.session.port=';
testRows<'container'>([
  [metadataStartupAccess, 'no label', ubuntu('', 'contributed'), 'not-applicable'],
  [metadataStartupAccess, 'the port of the type', ubuntu(`${PORT}5000\nEXPOSE 5000`, 'contributed'), 'pass'],
  [
    metadataStartupAccess,
    'another port',
    ubuntu(`${PORT}8080`, 'contributed'),
    ['2: the label states port 8080, and a contributed session is reached on 5000'],
  ],
  [
    metadataStartupAccess,
    'not the one that is exposed',
    ubuntu(`${PORT}5000\nEXPOSE 8080`),
    ['2: the label states port 5000, and 8080 is exposed'],
  ],
]);
