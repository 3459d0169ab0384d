# The whole system as `npm start` runs it, on any machine that has Docker: see README.md, "Platforms".
#
#   docker build -t floodgate . && docker run --rm -it --network host floodgate
#
# The local run listens on 127.0.0.1 alone, and so needs the host's network; where Docker has none (macOS, Windows, unless
# host networking is switched on there) open the folder as a devcontainer, whose ports are forwarded.
# Linux on x64: the packaged DynamoDB engine is built for it, and other processors emulate it.
FROM --platform=linux/amd64 node:24-bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends git procps && rm -rf /var/lib/apt/lists/*
WORKDIR /floodgate
RUN chown node:node /floodgate
USER node
COPY --chown=node:node package.json package-lock.json .npmrc ./
RUN npm ci
COPY --chown=node:node . .
EXPOSE 3000
CMD ["npm", "start"]
