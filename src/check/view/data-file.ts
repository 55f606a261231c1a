/** Whether a file name is that of data, not of code or settings. */
export const isData = (name: string): boolean => /\.(?:fits|fit|hdf5|h5|ms|csv|vot|parquet)(?:\.gz)?$/i.test(name);
