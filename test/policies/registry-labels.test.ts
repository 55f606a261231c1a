import { labelDescriptionVersion } from '../../policies/registry/label-description-version';
import { labelMaintainer } from '../../policies/registry/label-maintainer';
import { labelSkahaType } from '../../policies/registry/label-skaha-type';
import { metadataModel } from '../../policies/registry/metadata-model';
import { testRows, ubuntu } from './container-rows';

testRows<'container'>([
  [labelMaintainer, 'an address', ubuntu(`LABEL maintainer="A <a@b.ca>"`), 'pass'],
  [labelMaintainer, 'no address', ubuntu('LABEL maintainer=me'), ['2: the label maintainer has no address']],
  [labelMaintainer, 'the instruction is no label', ubuntu('MAINTAINER a@b.ca'), ['no label names a maintainer']],
  [labelDescriptionVersion, 'both', ubuntu('LABEL description=x org.opencontainers.image.version=1'), 'pass'],
  [labelDescriptionVersion, 'one', ubuntu('LABEL version=1'), ['no label gives a description']],
  [labelSkahaType, 'none', ubuntu('LABEL a=1'), ['no label ca.nrc.cadc.skaha.session.type']],
  [
    labelSkahaType,
    'none, and it is meant for a job',
    ubuntu('LABEL a=1', 'headless'),
    ['no label ca.nrc.cadc.skaha.session.type="headless"'],
  ],
  [labelSkahaType, 'types', ubuntu(`LABEL ca.nrc.cadc.skaha.session.type="notebook,desktop-app"`), 'pass'],
  [
    labelSkahaType,
    'a desktop that is none',
    ubuntu(`LABEL ca.nrc.cadc.skaha.session.type="notebook,desktop"`),
    [
      '2: the label ca.nrc.cadc.skaha.session.type names desktop, and this is none; an application in a desktop is desktop-app',
    ],
  ],
  [
    labelSkahaType,
    'no type',
    ubuntu(`LABEL a=1 ca.nrc.cadc.skaha.type="desktop,jupyter"`),
    [
      `2: the label ca.nrc.cadc.skaha.type names "jupyter", which is no session type`,
      '2: the label ca.nrc.cadc.skaha.type names desktop, and this is none; an application in a desktop is desktop-app',
    ],
  ],
  [
    metadataModel,
    'all',
    ubuntu('LABEL title=1 description=1 authors=1 org.opencontainers.image.source=1 version=1 licenses=1'),
    'pass',
  ],
  [
    metadataModel,
    'some',
    ubuntu('LABEL title=1 authors=1 source=1 version=1'),
    ['no label org.opencontainers.image.description, licenses'],
  ],
]);
