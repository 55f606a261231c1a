/**
 * Why a part of an image tells nothing: it is beyond a limit, or not what it should be. The image as a whole can be
 * judged; what depends on this part is not known. The message is a clause: `it holds more than 500000 entries`.
 */
export class Unreadable extends Error {
  override readonly name: string = 'Unreadable';
}

/** What is left of the limits of an image is less than a part of it takes. */
export class NoRoom extends Unreadable {
  override readonly name = 'NoRoom';
}
