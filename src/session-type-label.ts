/** Labels in which an image says itself which sessions it is for; both spellings are in use. */
export const SESSION_TYPE_LABELS = ['ca.nrc.cadc.skaha.session.type', 'ca.nrc.cadc.skaha.type'] as const;

/** Whether a label is one of them. */
export const isSessionTypeLabel = (name: string): boolean => (SESSION_TYPE_LABELS as readonly string[]).includes(name);

/** The session types that such a label names: `notebook,desktop`. */
export const sessionTypesIn = (value: string): string[] => value.split(',').map((one) => one.trim());
