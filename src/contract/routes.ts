import { z } from 'zod'
import { get, post, type Route } from './route.ts'
import {
  AddProject,
  AnswerApproval,
  CreateSession,
  EditPrompt,
  KeepPicture,
  FilesQuery,
  FolderFilesQuery,
  EventsQuery,
  ExportQuery,
  FoldersQuery,
  ForkSession,
  ListQuery,
  MakeBackup,
  NameGroup,
  PatchSession,
  SendPrompt,
  SetProject,
} from './request.ts'
import {
  AgentsJson,
  ApprovalsJson,
  BegunSession,
  BackupJson,
  Done,
  EventsJson,
  FilesJson,
  PictureJson,
  TurnsJson,
  FoldersJson,
  GroupsJson,
  LogJson,
  NoticesJson,
  OneEvent,
  OneGroup,
  OneProject,
  OneRunner,
  OneSession,
  ProjectsJson,
  PromptJson,
  QueueJson,
  RemovedJson,
  RunnersJson,
  SessionsJson,
  SetSession,
  StatusJson,
} from './response.ts'

export type { Route } from './route.ts'

const session = '/api/sessions/{id}'
const project = '/api/projects/{project}'
const group = '/api/groups/{group}'
const one = { status: 200, response: OneSession } as const

/** All of the API, by the name of what is done. */
export const routes = {
  status: get('/api/status', 'How the server and its runners are, and what it costs', StatusJson),

  listSessions: {
    ...get('/api/sessions', 'All open sessions and their subagents, flat', SessionsJson),
    query: ListQuery,
  },
  createSession: {
    method: 'POST',
    path: '/api/sessions',
    summary: 'Begin a session with its first prompt',
    body: CreateSession,
    status: 201,
    response: BegunSession,
  },
  forkSession: {
    method: 'POST',
    path: `${session}/fork`,
    summary: 'Begin a session that goes on from a copy of what the agent of this one remembers',
    body: ForkSession,
    status: 201,
    response: BegunSession,
  },
  showSession: get(session, 'One session; {id} may be the beginning of an id', OneSession),
  patchSession: {
    method: 'PATCH',
    path: session,
    summary: 'Rename it, or set its model, permission or crash policy, of a living agent too',
    body: PatchSession,
    status: 200,
    response: SetSession,
  },
  removeSession: {
    method: 'DELETE',
    path: session,
    summary: 'Forget a session and its subagents; refused while it runs; files stay',
    status: 200,
    response: RemovedJson,
  },

  sessionEvents: {
    ...get(`${session}/events`, 'A page of its events; the newest ones by default', EventsJson),
    query: EventsQuery,
  },
  showEvent: get('/api/events/{seq}', 'One event, whole', OneEvent),
  sessionLog: get(`${session}/log`, 'The newest pieces of what its agents logged', LogJson),

  keepPicture: {
    method: 'POST',
    path: `${session}/pictures`,
    summary: 'Keep a picture to go with a prompt, in the data folder',
    body: KeepPicture,
    status: 201,
    response: PictureJson,
  },
  showPicture: {
    method: 'GET',
    path: `${session}/pictures/{name}`,
    summary: 'A picture that was kept',
    status: 200,
    response: 'image',
  },
  keepDraftPicture: {
    method: 'POST',
    path: '/api/pictures',
    summary: 'Keep a picture to go with the first prompt of a session that is not there yet',
    body: KeepPicture,
    status: 201,
    response: PictureJson,
  },
  listFilesIn: {
    ...get('/api/files', 'Files of a folder that a path could go on to, for attaching', FilesJson),
    query: FolderFilesQuery,
  },
  listFiles: {
    ...get(`${session}/files`, 'Files that a path could go on to, for attaching', FilesJson),
    query: FilesQuery,
  },
  sessionTurns: get(`${session}/turns`, 'Its prompts, each with the event that sent it', TurnsJson),

  listPrompts: get(`${session}/prompts`, 'Prompts that wait for their turn', QueueJson),
  sendPrompt: {
    method: 'POST',
    path: `${session}/prompts`,
    summary: 'Prompt it: at once at rest, else after the running turn',
    body: SendPrompt,
    status: 201,
    response: PromptJson,
  },
  editPrompt: {
    method: 'PATCH',
    path: `${session}/prompts/{prompt}`,
    summary: 'Change a prompt that waits',
    body: EditPrompt,
    status: 200,
    response: Done,
  },
  dropPrompt: {
    method: 'DELETE',
    path: `${session}/prompts/{prompt}`,
    summary: 'Take a prompt out of the queue',
    status: 200,
    response: Done,
  },

  interrupt: { ...post(`${session}/interrupt`, 'End the running turn; the agent stays'), ...one },
  stop: { ...post(`${session}/stop`, 'End the agent; the session can be resumed'), ...one },
  resume: {
    ...post(`${session}/resume`, 'Bring it back with a new agent, or let a held queue go on'),
    ...one,
  },
  close: { ...post(`${session}/close`, 'End the session for good; refused in mid-turn'), ...one },
  markSeen: { ...post(`${session}/seen`, 'A person looked at it'), ...one },

  listApprovals: get('/api/approvals', 'Everything that waits for a person', ApprovalsJson),
  answerApproval: {
    method: 'POST',
    path: '/api/approvals/{ask}',
    summary:
      'Answer one; {ask} may be the beginning of its id, or of the id of a session with exactly one waiting in its tree',
    body: AnswerApproval,
    ...one,
  },

  listAgents: get('/api/agents', 'Agents that can be run', AgentsJson),
  listProjects: get(
    '/api/projects',
    'Folders that were added or that sessions ran in',
    ProjectsJson,
  ),
  addProject: {
    method: 'POST',
    path: '/api/projects',
    summary: 'Add a folder; one that moved is found again',
    body: AddProject,
    status: 201,
    response: OneProject,
  },
  setProject: {
    method: 'PATCH',
    path: project,
    summary:
      'Name it, group it, or set what its sessions begin with; {project} is an id, name or path',
    body: SetProject,
    status: 200,
    response: OneProject,
  },
  removeProject: {
    method: 'DELETE',
    path: project,
    summary: 'Forget its settings; no session and no file is touched',
    status: 200,
    response: OneProject,
  },
  listGroups: get('/api/groups', 'Projects that are looked at together', GroupsJson),
  addGroup: {
    method: 'POST',
    path: '/api/groups',
    summary: 'Make a group',
    body: NameGroup,
    status: 201,
    response: OneGroup,
  },
  setGroup: {
    method: 'PATCH',
    path: group,
    summary: 'Rename a group; {group} is an id or a name',
    body: NameGroup,
    status: 200,
    response: OneGroup,
  },
  removeGroup: {
    method: 'DELETE',
    path: group,
    summary: 'Forget a group; its projects stay, in none',
    status: 200,
    response: OneGroup,
  },
  listFolders: {
    ...get('/api/folders', 'Folders that a path could go on to', FoldersJson),
    query: FoldersQuery,
  },
  startDemo: {
    ...post('/api/demo', 'Begin the demo fleet: scripted agents over scratch projects'),
    status: 201,
    response: SessionsJson,
  },
  listNotices: get('/api/notices', 'What the person was told, newest first', NoticesJson),
  listRunners: get('/api/runners', 'The processes that own the agents', RunnersJson),
  restartRunner: {
    ...post('/api/runners/{name}/restart', 'Try again to start a runner that is down'),
    status: 200,
    response: OneRunner,
  },

  exportLog: {
    method: 'GET',
    path: '/api/export',
    summary: 'A header line, then every event, as NDJSON',
    query: ExportQuery,
    status: 200,
    response: 'ndjson',
  },
  makeBackup: {
    method: 'POST',
    path: '/api/backup',
    summary: 'A consistent copy of the database, while it is used',
    body: MakeBackup,
    status: 201,
    response: BackupJson,
  },
  down: {
    ...post('/api/down', 'Stop all agents, all runners and the server'),
    status: 200,
    response: Done,
  },
  openapi: get('/api/openapi.json', 'This document', z.looseObject({ openapi: z.string() })),
  feed: {
    method: 'GET',
    path: '/api/feed',
    summary: 'A WebSocket: snapshots, then events as they are recorded (see Feed in docs/api.md)',
    status: 101,
    response: 'websocket',
  },
} as const satisfies Record<string, Route>

export type Routes = typeof routes
export type RouteName = keyof Routes
