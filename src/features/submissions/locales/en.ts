export const en = {
  submit_help: '社情民意：…  hand in a matter (situation, cause, suggestion)',
  submit_usage: 'Write the matter after it: 社情民意：the lamp at our gate is broken … One matter each.',
  report_help: '反映 …  tell me of a matter; I take it as a submission',
  idea_help: '金点子：…  hand in a short suggestion',
  received: 'Received as {label}. Reply to this message to add to it, or answer 撤回 to take it back.',
  received_files:
    'Received as {label} with {count} files. Reply to this message to add to it, or answer 撤回 to take it back.',
  received_line: '{name}: received as {label}. Reply to this message to add to it, or answer 撤回 to take it back.',
  thanked: 'You are welcome.',
  received_just_now: 'This was received just now as {label}.',
  too_long:
    'This is longer than {most} characters and was not taken. Split it, one matter each, or send the full text as a file with 社情民意： and its main points.',
  ask_info:
    'What is the situation, its cause, your suggestion? I take your next message as the text; answer 算了 to leave it.',
  ask_idea: 'What is your idea? I take your next message as the text; answer 算了 to leave it.',
  dropped: 'All right, nothing was changed.',
  reason_received: 'Handed in {label}',
  reason_withdrawn: '{label} was withdrawn',
  reason_adopted: '{label} adopted by {adopter}',

  report_for_help: '代报社情民意 张三：…: hand one in for a member, under their name',
  report_for_usage: 'Please say whose it is and what: 代报 张三：社情民意 …',
  report_for_nobody:
    'There is no member “{name}”. Please check the name; add those who are none yet with 添加会员 {name}.',
  report_for_several: '{count} members are called “{name}”, so it was not noted. Please have them hand it in.',
  report_for_before: 'This one of {author} was received before as {label}; nothing was noted.',
  report_for_preview:
    'Please check: for {author}, {count} characters:\n“{words}”\nAnswer 确认 if this is right, 取消 if not.',
  report_for_done: 'Noted under the name of {author} as {label}.',
  report_for_told: '{by} handed in a text for you: {label}. The points are yours. 查看 {label} shows it.',
  report_for_gone: 'Decided before, or too late',
  button_report_yes: 'Confirm',
  button_report_no: 'Cancel',

  no_such: 'There is no {label}. Please check the number and send it again.',
  is_withdrawn: '{label} was withdrawn. To hand it in anew send 社情民意：…',

  revised: 'Your change of {label} is noted; the first text is kept, too.',
  revision: 'Changed to: {text}',
  supplement_help: '补充 社-12 …  add to your own submission',
  supplement_usage: 'Reply to the receipt with what you want to add, or send 补充 社-12 and the text.',
  supplemented: 'Added to {label}.',
  supplemented_files: 'Added to {label}, with {count} files.',
  recalled_ask:
    'You took your message back. Shall {label} go, too? Answer 撤回 to withdraw it; without an answer it stays.',
  recalled_supplement:
    'You took your message back; what it added is still in {label}. To withdraw all of it answer 撤回 {label}.',
  recalled_kept: 'All right, {label} stays.',
  not_yours: '{label} is by {author}, and only they can change it. For news of your own send 社情民意：…',

  withdraw_help: '撤回 社-12: take back your own submission',
  withdraw_usage: 'Say which one: 撤回 社-12',
  withdrawn: '{label} was taken back, and its points with it.',
  withdrawn_before: '{label} had been taken back before.',
  adopted_stays: '{label} was adopted and cannot be taken back. If something is wrong please tell the secretary.',
  nothing_to_withdraw: 'You have nothing that could be taken back.',
  which_to_withdraw: 'Which one is to be taken back? Answer with its number, or 算了 to leave it.',
  which_line: '{number}. {label} {day} {words}',
  which_out_of_range: 'Please answer with a number of the list or a label such as 社-12, or 算了 to leave it.',

  list_help: '信息列表: all submissions of the unit',
  list_usage: 'Send 信息列表, or 信息列表 2 for earlier ones.',
  list_none: 'Nobody has handed in anything yet. What members send as 社情民意：… appears here.',
  list_title: '{count} submissions, page {page} of {pages}:',
  list_line: '{label} {author} {day} {words}',
  list_line_marked: '{label} {author} {day} {words} ({state})',
  list_line_withdrawn: '{label} {author} {day} (withdrawn)',
  list_end: 'For the full text send 查看 {label}.',
  list_more: 'For the full text send 查看 {label}; for earlier ones 信息列表 {page}.',
  list_no_page: 'There are {pages} pages. Send 信息列表 to begin with the first.',
  state_adopted: 'adopted',

  view_help: '查看 社-12: the full text',
  view_usage: 'Say which one: 查看 社-12',
  view_refused: '{label} is for its author and the editors only. You can view your own.',
  view_head: '{label}  {author}  {at}',
  view_supplement: 'Added {at}: {text}',
  view_files: 'Files: {names}',
  view_adopted: 'Adopted by: {adopters}',
  view_withdrawn: 'This was taken back.',

  adopt_help: '采用 社-12 市政协: note who adopted it; the author gets points',
  adopt_usage: 'Say which one and by whom: 采用 社-12 市政协',
  adopt_who: 'By whom was it adopted? Send for example 采用 {label} 市政协',
  adopt_level:
    'Which level is {adopter}? Answer with the number:\n1. our own organisation\n2. city\n3. province\n4. national\nAnswer 算了 to leave it.',
  adopted: 'Noted: {label} ({author}) was adopted by {adopter}; {points} points.',
  adopted_before: 'That {adopter} adopted {label} had been noted before.',
  adopted_told: 'Good news: your {label} was adopted by {adopter}; {points} points. Send 我的积分 to see all.',

  file_too_large:
    'The file {name} of {label} is too large to keep (at most {most} MB). The text is safe; please compress the file and reply to the receipt with it.',
  file_gone:
    'The file {name} of {label} could not be fetched. The text is safe; please reply to the receipt with it again.',
} as const;
