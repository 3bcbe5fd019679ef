/** Words of the lists of projects, of making one, and of coming in by an invitation. */
export const projectsText = {
  newProject: {
    title: 'New project',
    hint: 'A project is a team’s space: its actions, its people, and the GitHub repositories it is kept in step with. You will lead it.',
    name: 'Project name',
    nameHint: 'Such as “Payments platform”. It can be changed later.',
    missing: 'Give the project a name.',
    create: 'Create project',
  },
  invitation: {
    title: (project: string) => `Join “${project}”`,
    invitedBy: (login: string) => `${login} invites you`,
    invited: 'You are invited',
    role: { lead: 'as a lead: you can change everything.', member: 'as a member: you can work on its actions.', viewer: 'as a viewer: you can look.' },
    until: 'The invitation ends',
    accept: 'Join project',
    endedTitle: 'This invitation has ended',
    endedHint: 'It was used, taken back, or has expired. Ask for a new link.',
  },
};
