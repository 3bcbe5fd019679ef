/** Sentences of which bodies are put together; `%` stands for the component the issue is about. */
export const CONTEXT: readonly string[] = [
  'We saw this while we were preparing the sale, and since then support has had three tickets a day about it.',
  'It took me a while to see it because it does not happen on my own machine.',
  'I first thought it was caching, but it stays after everything has been emptied.',
  'A customer sent us a video; the moment is at about 0:14.',
  '% has behaved like this since we touched it in spring, as far as I can tell.',
  'Nobody complained so far, which says more about how few people reach that place than about the problem.',
  'It is not dramatic, yet it looks careless, and it is the first thing people see.',
  'Found during the walk-through with the accessibility group.',
  'This was reported twice by phone, so I am writing down what I remember.',
  'The numbers: 2.3% of the sessions on Tuesday, 2.6% on Wednesday, none before the release.',
  'I could bisect it to the week of the release, not closer, because the builds in between are gone.',
  'Happens to me every morning; a reload helps until the next day.',
];

export const EXPECTED: readonly string[] = [
  'It keeps what I entered.', 'One request, one result.', 'The same as on the other pages.', 'An error that says what to do next.',
  'Nothing moves once it has been drawn.', 'Either it works, or it says why not.', 'The value of the server wins, and I am told so.',
  'It should take well under a second.', '% waits until the data is there.', 'The old behavior from before the release.',
];

export const ACTUAL: readonly string[] = [
  'It looks fine until the second click, then the old value is back.', 'The spinner never ends; the console shows the error below.',
  'Both values are shown, one over the other.', 'Nothing. No message, no entry in the log.', 'It works, but only after about ten seconds.',
  '% answers with success and the change is not there.', 'The page jumps and the focus lands on the logo.',
  'I get the data of the order before.', 'The first attempt fails and the second succeeds, each time.',
];

export const STEPS: readonly string[] = [
  'Sign in with an account that has more than one address', 'Open the page from a bookmark, not from the menu', 'Wait until the list has loaded',
  'Change the quantity to 3', 'Switch to another tab and come back', 'Scroll down to the end', 'Choose “Deliver to a shop”', 'Go back with the browser’s button',
  'Turn the network off', 'Press the button twice, quickly', 'Leave the page open for half an hour', 'Look at %', 'Set the language to French', 'Take an item that is on sale',
];

export const PROPOSALS: readonly string[] = [
  'Keep the state in the address, so that a reload and a shared link both show the same.', 'Let % ask the server once and tell everyone who is interested.',
  'Store the choice for the account, and for guests in the session.', 'Say it in one sentence beside the field instead of in a dialog.',
  'Start with the simplest version behind a flag, look at the numbers for two weeks, then decide.', 'Use what the platform offers; our own widget is not better.',
  'Draw it on the server and let the script only improve it.', 'Treat the second message with the same key as done.',
];

export const ALTERNATIVES: readonly string[] = [
  'Doing nothing: costs us about an hour of support a week.', 'A full rewrite of %, which nobody has time for before the freeze.',
  'A note in the help pages. People do not read them at that moment.', 'Hiding % for those who are affected. Honest, but sad.',
  'A longer timeout. It only moves the problem.',
];

export const TASKS: readonly string[] = [
  'Agree on the wording', 'Write the failing test', 'Change % itself', 'Migrate the stored values', 'Update the screenshots in the help pages', 'Tell support before it goes live',
  'Remove the flag', 'Look at the error rate a week later', 'Ask design about the narrow layout', 'Delete the old code', 'Check the Arabic and Hebrew layouts', 'Add a line to the changelog',
];

export const REPLIES: readonly string[] = [
  'I can reproduce this, also on staging.', 'Thanks for the report! Which version was it?', 'Same here, since this morning.', 'Could this be the same as the other one I linked?',
  'I have a fix, but I do not like it yet. Draft follows.', 'Let us talk about it on Thursday.', 'Moving this to the next milestone; the provider has not answered.',
  'Works for me now 🎉', 'Please do not close this, it is back.', '👍 for the second alternative.', 'The log of last night is attached to the ticket in our help desk.',
  'I would rather fix the cause than add a retry.', 'Done in the branch, waiting for review.', 'Not before the freeze, sorry.',
];

export const ASIDES: readonly string[] = [
  'Ping me if you need the account, I do not want to post it here.', 'Happy to pair on this.', 'I have time next week.',
  'Sorry for the long text, I wanted to write it down once.', 'cc the people of the last round.', 'Not urgent, but please before the holidays.',
];
