export const en = {
  'suggest.one': 'Did you mean “{word}”?',
  'suggest.none': 'I did not understand that. Reply “帮助” to see what I can do.',
  'refuse.role': '“{word}” is for the {roles}.',
  'refuse.stranger':
    'I do not know yet which member you are. Reply “我是 your name”; once the secretary agrees it works at once. What you just said is kept for you.',
  'refuse.full':
    'I am already keeping a good many messages of yours until the secretary knows who you are, and did not keep this one. Reply 我是 with your name, and say it again once you are confirmed.',
  'refuse.unbound': 'This group belongs to no unit yet. The secretary can say “绑定” with the code shown at start.',
  'refuse.other_unit':
    'This group belongs to {unit} and you are not in it. Please write in the group of your own unit.',
  'refuse.anonymous':
    'I cannot see who said this (anonymous administrator or channel). Please say it again from your own account.',
  'refuse.no_words':
    'There are no words in this message; I only understand text, pictures and files. Please say it in words.',
  'private.sent': 'Sent to you in private.',
  'private.closed': 'This is not for the group. Please open a private talk with me, say “帮助”, and ask again.',
  'private.closed_link': 'That is not for the group. Please open the private talk with me and ask again: {link}',
  'menu.out_of_range': 'There is no such number. Please answer with 1 to {count}.',
  'recalled.in_group': '{name}: {text}',
  'failed.member':
    'I could not handle your last message. It is kept and the secretary will see it; no need to send it again.',
  'failed.secretary':
    'A message of {name} ({at}) failed three times. It is kept, and nothing else waits for it. Say “搁置” to see it.',
  'failed.retry': 'Try again',
  'failed.drop': 'Drop it',
  'notice.hint':
    '{name}, there is something to tell you in private: please open a private talk with me and say “帮助”.',
  'notice.more': 'There is more; please write again (such as “帮助”) and I will go on.',
  resent: '(sent again) ',
  'closed.group':
    'I can no longer write in “{title}” (removed or muted), so messages to it have stopped. Please add me again and say “帮助” to me there.',
  'closed.private':
    '{name} has closed the private talk with me, so private messages no longer arrive. Please ask them to open it again and say “帮助”.',
  'role.secretary': 'secretary',
  'role.leader': 'leader',
  'role.correspondent': 'correspondent',
  'role.member': 'members',
  'list.or': ' or ',
  'action.gone': 'This button is no longer in use.',
  'action.stranger': 'I do not know yet which member you are. Please say “我是 your name” first.',
} as const;
