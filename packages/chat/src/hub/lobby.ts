/** The room where everyone starts. */
export const lobby = 'lobby';
