using Blink.Pipeline.Ingress.DesiredState;
using Blink.Pipeline.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Blink.Pipeline.Ingress.AsyncRequests;

/// <summary>Records asynchronous requests, in the commit of what they change: there is a txn if and only if there is its change.</summary>
static class AsyncRequestStatement
{
    // A new user whose name was taken is not there, so its request is not recorded either.
    const string RecordSql = """
        INSERT INTO scim.async_requests (
            txn,
            organisation_id,
            scim_user_id,
            version,
            method,
            base_uri,
            external_id,
            created_at)
        SELECT
            given.txn,
            given.organisation_id,
            given.scim_user_id,
            given.version,
            given.method,
            given.base_uri,
            given.external_id,
            @now
        FROM unnest(@txns, @organisations, @users, @versions, @methods, @base_uris, @external_ids) AS given (
            txn, organisation_id, scim_user_id, version, method, base_uri, external_id)
        JOIN scim.users AS users ON users.id = given.scim_user_id
        """;

    public static NpgsqlBatchCommand Record(IReadOnlyList<UserGroup.Request> requests, DateTimeOffset now)
    {
        var command = new NpgsqlBatchCommand(RecordSql).With("now", now);
        command.Add("txns", NpgsqlDbType.Text, requests.Select(request => request.AsyncRequest.Txn));
        command.Add("organisations", NpgsqlDbType.Uuid, requests.Select(request => request.User.OrganisationId));
        command.Add("users", NpgsqlDbType.Uuid, requests.Select(request => request.User.Id));
        command.Add("versions", NpgsqlDbType.Bigint, requests.Select(request => request.User.Version));
        command.Add("methods", NpgsqlDbType.Text, requests.Select(request => request.AsyncRequest.Method));
        command.Add("base_uris", NpgsqlDbType.Text, requests.Select(request => request.AsyncRequest.BaseUri));
        command.Add("external_ids", NpgsqlDbType.Text, requests.Select(request => LookupKeys.Of(request.User.Document).ExternalId));
        return command;
    }
}
