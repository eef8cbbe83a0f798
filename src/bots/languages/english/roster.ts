/** What is said of roles, grants and mappings wherever they stand. */
export const roster = {
  project: (project: string) => (project === '*' ? 'all projects' : `project ${project}`),
};
