/** A line of `/etc/passwd`. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  /** Number of the line. */
  readonly line: number;
}

/** The accounts that a passwd file defines. A line that begins with `+` or `-` asks NIS, and defines none. */
export const accountsIn = (passwd: string): readonly Account[] =>
  passwd.split('\n').flatMap((text, index) => {
    const [name = '', , uid = ''] = text.split(':', 3);
    return /^[^#+\-\s]/.test(name) && /^\d{1,10}$/.test(uid) ? [{ name, uid: Number(uid), line: index + 1 }] : [];
  });
