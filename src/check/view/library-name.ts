/** A name of a package of pip or conda as they compare it: `Jupyter_Lab` is `jupyter-lab`. */
export const libraryName = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');
