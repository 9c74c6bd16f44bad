/** Cue sheets count in the frames of a compact disc. At every usual rate one is a whole number of samples. */
export const CUE_FRAMES_PER_SECOND = 75
