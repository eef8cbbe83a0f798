/** What must be mended in a form before it can be sent in. */
export const problems = {
  namePerson: 'Please name a person.',
  projectId: 'A project id has letters, digits, “.”, “-” and “_” only.',
  adminOfAll: 'An admin is one for all projects, so please choose all projects.',
  tooLong: (characters: number) => `Please keep this under ${characters} characters.`,
  reasonTooShort: (characters: number) => `Please give a reason of at least ${characters} characters.`,
};
