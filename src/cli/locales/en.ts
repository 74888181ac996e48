export const en = {
  'restored.secretary':
    'The data were taken back to the backup of {at}. What was said, entered and booked since may be missing: please compare with the group and say it again; reminders that fell due meanwhile were not sent again.',
  'replay.usage':
    'Usage: replay <file.csv> --room <room> [--url http://127.0.0.1:3000] [--speed messages per second|max] [--prefix 社情民意：] [--columns author=name,title=name,body=name,id=name] [--limit count] [--restart] [--no-wait]',
  'replay.bad_option': 'The option “{option}” is not right.',
  'replay.no_file': 'There is no file {file}. Please check the path.',
  'replay.not_csv': '{file} is not CSV text. If it is an Excel sheet, please save it as “CSV UTF-8” first.',
  'replay.broken_csv': '{file}: quotes or columns near line {line} do not pair up. Please mend it and try again.',
  'replay.empty_file':
    '{file} holds no message. The first line should name the columns, such as id,author,title,time,body.',
  'replay.no_column': '{file} has no column “{column}”, only: {columns}. Please say --columns {field}=name.',
  'replay.twice_column': '{file} has two columns called “{column}”. Please rename one.',
  'replay.no_server': 'Cannot reach {url}. Please start it with npm start and try again.',
  'replay.no_room': '{url} has no room “{room}”; there are: {rooms}.',
  'replay.no_members': 'The room “{room}” has no members to speak as.',
  'replay.bad_answer': '{url} answers in a way that is not understood. Is it Tongxin that runs there?',
  'replay.gave_up': 'The server has taken nothing for {minutes} minutes, so this stops here.',
  'replay.stopped': 'Stopped; progress is kept. Run the same command again to go on from here; nothing is sent twice.',
  'replay.resumed': 'Going on: {done} were sent before.',
  'replay.bar': 'sending {bar} {value}/{total}  {eta_formatted} to go  {refused} refused',
  'replay.sending': '{done}/{total} sent, {refused} refused',
  'replay.waiting': 'Waiting for the bot: {received}/{sent} received',
  'replay.done': 'Replayed: {file} → room {room}',
  'replay.sum.sent': '  sent      {sent} ({before} of them before)',
  'replay.sum.received': '  received  {received} submissions',
  'replay.sum.received_unknown': '  received  not known (the list of submissions cannot be read)',
  'replay.sum.refused': '  refused   {refused}',
  'replay.sum.refused_row': '            line {line} ({id}): {code}',
  'replay.sum.refused_more': '            and {more} more, all listed in {file}',
  'replay.sum.points': '  points    {points} given',
  'replay.sum.time': '  time      sent in {seconds} s, {rate} a second; {total} s in all',
  'replay.sum.repeated':
    '  repeated {repeated} (the same words by the same person just before; answered, not entered twice)',
  'replay.sum.unsettled':
    '  Note: after a long wait {missing} are still not handled or were not received. Please look into the room.',
} as const;
