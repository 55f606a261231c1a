import { type Manifest, objectName } from '../../manifest';
import type { Fault, Place } from '../rule';
import type { SessionFile } from './session-files';
import type { WorldObject } from './world';

/** A fault at a path of a manifest. */
export const manifestFault = ({ id, object }: Manifest, path: string, fact: string): Fault => ({
  message: fact,
  place: { object: objectName(object), construct: id, path },
});

/** A fault of a session file as a whole. */
export const fileFault = ({ name, configMap }: SessionFile, fact: string): Fault => ({
  message: `${name}: ${fact}`,
  place: { object: objectName(configMap.object), construct: configMap.id, path: `data["${name}"]` },
});

/** A fault at a path of an object; with an empty path, of the object as a whole. */
export function faultAt({ manifest, file, title }: WorldObject, path: string, fact: string): Fault {
  const place: Place = { object: objectName(manifest.object), construct: manifest.id };
  if (file === undefined) return { message: fact, place: path === '' ? place : { ...place, path } };
  const inFile = `data["${file.name}"]`;
  return { message: `${title}: ${fact}`, place: { ...place, path: path === '' ? inFile : `${inFile}: ${path}` } };
}
