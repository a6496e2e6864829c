/** The version of the file format. A reader refuses a higher one: it may hold evidence this code would lose. */
export const recordingVersion = 1;
